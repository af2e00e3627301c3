// Keys for people who go through many lines: one table, shown by "?", and a switch to turn single keys off.
// Everything works without this file. It runs before the page is drawn, so that no key pressed on a drawn page is lost.
"use strict";
(() => {
  const STORED = "quancheng-single-keys";
  const dialog = () => document.getElementById("keys");
  const on = () => localStorage.getItem(STORED) !== "off";
  const links = () => [...document.querySelectorAll("table.rows a.open, ol.timeline a.open")];
  const move = (by) => {
    const all = links();
    if (!all.length) return;
    const here = all.indexOf(document.activeElement);
    const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by));
    all[next].focus();
    all[next].closest("tr, li").scrollIntoView({ block: "nearest" });
  };
  const follow = (key) => document.querySelector(`a[data-key="${key}"]`)?.click();
  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    "[": () => follow("["),
    "]": () => follow("]"),
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": () => dialog()?.showModal(),
  };
  const GO = { f: "/findings", c: "/cases", d: "/duties", o: "/" };
  let going = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog()?.open || !on()) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (going && GO[event.key]) { going = false; location.assign(GO[event.key]); return; }
    going = event.key === "g";
    if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
  });
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("keys-open");
    button.hidden = false;
    button.addEventListener("click", () => dialog().showModal());
    const toggle = document.getElementById("keys-on");
    toggle.checked = on();
    toggle.addEventListener("change", () => localStorage.setItem(STORED, toggle.checked ? "on" : "off"));
  });
})();
