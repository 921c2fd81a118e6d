// A page's image opened in OpenSeadragon: our tiles, upright, without anything our policy refuses.
const OSD = window.OpenSeadragon;

export function opened(stage, source, tiles, more) {
  const deep = stage.querySelector(".deep");
  // OpenSeadragon adds a <style> element, which our policy refuses, unless one of its mark is there: this one
  // is a style in name only, so that there is nothing to refuse.
  const said = document.createElementNS("urn:muniment", "style");
  said.setAttribute("data-openseadragon-mobile-css", "");
  document.head.append(said);
  deep.hidden = false;
  stage.querySelector(".tools").hidden = false; // before the viewer measures the room that is left
  const shown = Math.floor(Math.log2(Math.max(source.width, source.height) / source.tile) + 1);
  const viewer = OSD({
    element: deep,
    tileSources: {
      width: source.width,
      height: source.height,
      tileSize: source.tile,
      tileOverlap: 0,
      minLevel: Math.max(0, source.levels - 1 - shown),
      maxLevel: source.levels - 1,
      getTileUrl: (level, column, row) => `${tiles}${level}/${column}_${row}.jpg`,
    },
    degrees: source.turn,
    showNavigationControl: false,
    drawer: "canvas",
    maxZoomPixelRatio: 6,
    keyboardNavEnabled: false,
    ...more,
  });
  // The image is reached as one thing; what is inside of it needs no stop of its own.
  for (const inner of deep.querySelectorAll("[tabindex]")) inner.tabIndex = -1;
  viewer.addOnceHandler("tile-drawn", () => { deep.dataset.state = "ready"; });
  return viewer;
}
