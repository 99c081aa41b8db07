// What is wrong with a page, seen by the browser itself at the width of its frame;
// told to the page around it.  axe, if it is there, adds what it finds.
"use strict";

const faults = [];

function channels(text) {
	const n = text.match(/-?[0-9.]+(e-?[0-9]+)?/g).map(Number);
	const one = text.startsWith("color(") ? 1 : 255;
	return [n[0] / one, n[1] / one, n[2] / one, n.length > 3 ? n[3] : 1];
}

function over(top, below) {
	return [0, 1, 2].map(i => top[3] * top[i] + (1 - top[3]) * below[i]).concat(1);
}

// The colours behind an element, from the page's to its own.
function background(element) {
	const own = [];
	for (let e = element; e; e = e.parentElement)
		own.unshift(channels(getComputedStyle(e).backgroundColor));
	return own.reduce((below, top) => over(top, below), [1, 1, 1, 1]);
}

function luminance(colour) {
	const linear = colour.slice(0, 3).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
	return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(a, b) {
	const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (high + 0.05) / (low + 0.05);
}

function named(element) {
	return element.outerHTML.slice(0, 90).replace(/\s+/g, " ");
}

// WCAG AA: 4.5 for text, whatever its size here.
function readable() {
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	let n = 0;
	while (texts.nextNode()) {
		const e = texts.currentNode.parentElement;
		if (texts.currentNode.data.trim() === "" || !e.checkVisibility() || e.closest("title, script, style"))
			continue;
		const style = getComputedStyle(e);
		const below = background(e);
		const ink = over(channels(e.closest("svg") ? style.fill : style.color), below);
		const ratio = contrast(ink, below);
		n++;
		if (!(ratio >= 4.5))
			faults.push(`contrast ${ratio.toFixed(2)}: ${named(e)}`);
	}
	if (n < 100)
		faults.push(`only ${n} texts were found`);
}

// Lines and dots of figures that say something: 3.
function visible() {
	const below = background(document.body);
	for (const name of ["--accent", "--second", "--ink", "--soft"]) {
		const probe = document.createElement("i");
		probe.style.color = `var(${name})`;
		document.body.append(probe);
		const ratio = contrast(channels(getComputedStyle(probe).color), below);
		probe.remove();
		if (!(ratio >= 3))
			faults.push(`${name}: contrast ${ratio.toFixed(2)}`);
	}
}

// Nothing is wider than the page; what scrolls by itself may be.
function fits() {
	const width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth > width)
		faults.push(`the page scrolls: ${document.documentElement.scrollWidth} in ${width}`);
	for (const e of document.body.querySelectorAll("*")) {
		const box = e.getBoundingClientRect();
		const scroller = e.parentElement.closest(".wide");
		if (e.checkVisibility() && !scroller && !e.closest("svg, script") && box.right > width + 0.5)
			faults.push(`beyond the right edge: ${named(e)}`);
		if (scroller && !e.closest("svg, audio") && box.right > scroller.getBoundingClientRect().left + scroller.scrollWidth + 0.5)
			faults.push(`beyond what scrolls: ${named(e)}`);
	}
}

// Texts of figures are whole and do not lie on each other.
function whole() {
	for (const svg of document.querySelectorAll("svg")) {
		const edge = svg.getBoundingClientRect();
		const boxes = [];
		for (const t of svg.querySelectorAll("text")) {
			const b = t.getBoundingClientRect();
			if (b.left < edge.left - 1 || b.right > edge.right + 1 || b.top < edge.top - 1 || b.bottom > edge.bottom + 1)
				faults.push(`cut by its figure: ${named(t)}`);
			const size = parseFloat(getComputedStyle(t).fontSize) * edge.width / svg.viewBox.baseVal.width;
			if (size < 9.4)
				faults.push(`only ${size.toFixed(1)} pixels high: ${named(t)}`);
			for (const [other, o] of boxes)
				if (b.left < o.right - 1 && o.left < b.right - 1 && b.top < o.bottom - 3 && o.top < b.bottom - 3)
					faults.push(`on each other: ${named(t)} ${named(other)}`);
			boxes.push([t, b]);
		}
	}
}

function structure() {
	let last = 0;
	for (const h of document.querySelectorAll("h1, h2, h3, h4")) {
		const level = Number(h.tagName[1]);
		if (level > last + 1)
			faults.push(`a heading leaves out a level: ${named(h)}`);
		last = level;
	}
	for (const th of document.querySelectorAll("th"))
		if (!th.scope)
			faults.push(`no scope: ${named(th)}`);
	for (const svg of document.querySelectorAll("svg"))
		if (svg.getAttribute("aria-hidden") !== "true" && !svg.querySelector("title"))
			faults.push(`no title: ${named(svg)}`);
	if (!document.documentElement.lang)
		faults.push("no language");
}

async function check() {
	readable();
	visible();
	fits();
	whole();
	structure();
	let rules = 0;
	if (typeof axe !== "undefined") {
		const found = await axe.run();
		for (const v of found.violations)
			for (const node of v.nodes)
				faults.push(`axe ${v.id}: ${node.html.slice(0, 90)}: ${node.failureSummary}`);
		rules = found.passes.length;
	}
	parent.postMessage({ width: innerWidth, dark: matchMedia("(prefers-color-scheme: dark)").matches, rules, faults: faults.slice(0, 20) }, "*");
}
addEventListener("load", () => check().catch(e => parent.postMessage({ width: innerWidth, rules: 0, faults: [String(e)] }, "*")));
