// recognise MODEL RATE <samples of 16 bits, mono: one row for all, by a buffer
// and a model in memory.
#include <tonfall.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

int
main(int argc, char *argv[])
{
	if (argc < 3)
		return 2;
	std::ifstream file(argv[1], std::ios::binary);
	const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
	std::vector<float> sound;
	for (int16_t v; std::cin.read(reinterpret_cast<char *>(&v), sizeof v);)
		sound.push_back(static_cast<float>(v) / 32768);

	char error[TONFALL_ERROR];
	tonfall_model *opened;
	if (tonfall_open_memory(&opened, bytes.data(), bytes.size(), error)) {
		std::cerr << "recognise: " << error << '\n';
		return 1;
	}
	const std::unique_ptr<tonfall_model, decltype(&tonfall_close)>
	    model(opened, tonfall_close);
	std::vector<double> p(tonfall_classes(model.get()));
	if (tonfall_recognise(model.get(), sound.data(), sound.size(),
	    std::atof(argv[2]), p.data(), nullptr, error)) {
		std::cerr << "recognise: " << error << '\n';
		return 1;
	}
	for (size_t i = 0; i < p.size(); i++)
		std::printf("%s%.7g", i == 0 ? "" : "\t", p[i]);
	std::printf("\n");
}
