// Keys of the editor: those of a field stay what they are, those of the image are the viewer's.
const PLAIN = { "+": "in", "=": "in", "-": "out", 0: "whole", 1: "close", "[": "left", "]": "right", "?": "keys" };
const FUNCTION = { F1: "keys", F2: "letters", F3: "find", F6: "image", F8: "doubt" };
const PAN = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function named(event, inField) {
  const command = event.ctrlKey || event.metaKey;
  if (FUNCTION[event.key] && !command && !event.altKey) return event.key === "F8" && event.shiftKey ? "doubtBefore" : FUNCTION[event.key];
  if (command && !event.altKey) {
    const key = event.key.toLowerCase();
    if (key === "s" && !event.shiftKey) return "save";
    if (event.key === "Enter") return "approve";
    if (key === "z") return event.shiftKey ? "redo" : "undo";
    if (key === "y") return "redo";
    return "";
  }
  if (event.altKey && !command) {
    if (/^Digit[1-9]$/.test(event.code)) return "pick";
    if (event.key === "ArrowUp") return event.shiftKey ? "blockUp" : "up";
    if (event.key === "ArrowDown") return event.shiftKey ? "blockDown" : "down";
    if (event.key === "Delete") return event.shiftKey ? "removeBlock" : "remove";
    if (event.key === "Enter" && inField) return event.shiftKey ? "splitBlock" : "add";
    return "";
  }
  return "";
}

export function bindKeys(editor, deeds, atEdge) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const field = event.target.closest(".row textarea"), other = !field && event.target.closest("input, select, textarea");
    const name = named(event, Boolean(field));
    // Elsewhere a field undoes what was typed into it.
    if (name && !(other && (name === "undo" || name === "redo"))) {
      event.preventDefault();
      return deeds[name]?.(name === "pick" ? Number(event.code.slice(5)) : undefined);
    }
    if (event.ctrlKey || event.metaKey || event.altKey || other) return;
    if (field) return inRow(event, field);
    if (event.target.closest("button, a, [popover]") && event.key !== "?") return;
    if (PLAIN[event.key]) {
      event.preventDefault();
      deeds[PLAIN[event.key]]();
    } else if (PAN[event.key] && document.activeElement === editor.scan?.deep) {
      event.preventDefault();
      editor.scan.pan(...PAN[event.key]);
    } else if (event.key === "Enter" && document.activeElement === editor.scan?.deep) {
      event.preventDefault();
      editor.field?.focus();
    }
  });

  function inRow(event, field) {
    const whole = field.selectionStart === field.selectionEnd;
    const downwards = field.closest(".downwards");
    const [back, forth] = downwards ? ["ArrowRight", "ArrowLeft"] : ["ArrowUp", "ArrowDown"];
    let deed = "";
    if (event.key === "Enter") deed = event.shiftKey ? "split" : "next";
    else if (event.key === back && !event.shiftKey && (downwards || atEdge(field, -1))) deed = "previous";
    else if (event.key === forth && !event.shiftKey && (downwards || atEdge(field, 1))) deed = "next";
    else if (event.key === "Backspace" && whole && field.selectionStart === 0 && !event.repeat) deed = "joinPrevious";
    else if (event.key === "Delete" && whole && field.selectionStart === field.value.length && !event.repeat) deed = "join";
    if (!deed) return;
    // In a table a cell is joined with nothing.
    if (deed.startsWith("join") && field.closest(".cells")) return;
    event.preventDefault();
    deeds[deed]();
  }
}
