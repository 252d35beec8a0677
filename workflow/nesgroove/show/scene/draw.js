// Draws a description made by nesgroove.show.scene.ngl: its representations of a loaded structure, and its shapes.
// Returns the groups by name: {label, shown, setVisibility(bool)}.
function nesgrooveDraw(NGL, stage, component, scene) {
  const groups = {};
  const channel = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  // Labels stand in front of what is less than zOffset before them, so that none is cut in two by a helix.
  const labels = {zOffset: 14, attachment: "middle-center", fontWeight: "bold", showBackground: true,
    backgroundColor: 0xFFFFFF, backgroundMargin: 0.3, backgroundOpacity: 0.7};
  const textsOf = (texts) => new NGL.TextBuffer({
    position: new Float32Array(texts.flatMap((s) => s.at)),
    color: new Float32Array(texts.flatMap((s) => channel(s.colour))),
    size: new Float32Array(texts.map((s) => s.size)),
    text: texts.map((s) => s.text),
  }, labels);
  // A dashed line is that many pieces, with gaps as long as they are.
  const cylinderOf = (shape, s) => {
    const count = s.dashes || 1, parts = 2 * count - 1;
    const at = (n) => s.start.map((value, k) => value + (s.end[k] - value) * n / parts);
    for (let n = 0; n < parts; n += 2) shape.addCylinder(at(n), at(n + 1), channel(s.colour), s.radius, s.text);
  };
  const shapeOf = (name, shapes) => {
    const shape = new NGL.Shape(name, {radialSegments: 12});
    for (const s of shapes) {
      if (s.kind === "cylinder") cylinderOf(shape, s);
      else if (s.kind === "sphere") shape.addSphere(s.at, channel(s.colour), s.radius, s.text);
    }
    const texts = shapes.filter((s) => s.kind === "text");
    if (texts.length) shape.addBuffer(textsOf(texts));
    return shape;
  };
  for (const group of scene.groups) {
    const drawn = [];
    for (const representation of group.representations) {
      const params = Object.assign({}, representation.params, {visible: group.shown});
      if (representation.colours) params.color = NGL.ColormakerRegistry.addSelectionScheme(representation.colours, scene.id + " " + group.name);
      drawn.push(component.addRepresentation(representation.type, params));
    }
    const byOpacity = new Map();
    for (const shape of group.shapes) {
      const opacity = shape.opacity === undefined ? 1 : shape.opacity;
      byOpacity.set(opacity, [...(byOpacity.get(opacity) || []), shape]);
    }
    for (const [opacity, shapes] of byOpacity) {
      const name = scene.id + " " + group.name;
      const part = stage.addComponentFromObject(shapeOf(name, shapes), {name});
      drawn.push(part.addRepresentation("buffer", {opacity, visible: group.shown}));
    }
    const entry = {label: group.label, shown: group.shown};
    entry.setVisibility = (shown) => { entry.shown = shown; drawn.forEach((item) => item.setVisibility(shown)); };
    groups[group.name] = entry;
  }
  return groups;
}
