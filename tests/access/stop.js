// Where the focus is, whether its ring is seen, and whether its middle is covered.
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const label = one.labels && one.labels[0] && getComputedStyle(one.labels[0]);
  const ring = (of) => of.outlineStyle !== "none" && parseFloat(of.outlineWidth) >= 2;
  const lines = [...one.getClientRects()].filter((part) => part.width && part.height);
  const seen = lines.some((part) => {
    const x = part.left + part.width / 2, y = part.top + Math.min(part.height, innerHeight) / 2;
    const top = document.elementFromPoint(Math.min(Math.max(x, 1), innerWidth - 2), Math.min(Math.max(y, 1), innerHeight - 2));
    return top && (one.contains(top) || top.contains(one) || (top.closest("label") && top.closest("label").control === one));
  });
  return {
    name: one.getAttribute("name"), value: one.getAttribute("value"), id: one.id, href: one.getAttribute("href"),
    next: one.hasAttribute("data-next"), kind: one.localName, type: one.type || "", text: (one.innerText || "").trim().slice(0, 40),
    ring: ring(style) || (label && ring(label)) || false, seen, at: [...document.querySelectorAll("*")].indexOf(one),
  };
}
