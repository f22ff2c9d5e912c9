// @ts-check
/**
 * `<ft-pinned data-src>`: the part of the last feedback that travels to the camera. The next step also
 * goes over the picture where the screen has no room beside it.
 */

class Pinned extends HTMLElement {
  async connectedCallback() {
    const answer = await fetch(this.dataset.src ?? "").catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fragment = document.createElement("template");
    fragment.innerHTML = await answer.text(); // made by our own server, escaped there
    const focus = document.querySelector("[data-part=focus]");
    if (focus) focus.textContent = fragment.content.querySelector("[data-next-step]")?.textContent ?? "";
    this.replaceChildren(fragment.content);
    this.hidden = this.childElementCount === 0;
  }
}

customElements.define("ft-pinned", Pinned);
