// @ts-check
/** `<ft-pinned data-src>`: the part of the last feedback that travels to the camera. */

class Pinned extends HTMLElement {
  async connectedCallback() {
    const answer = await fetch(this.dataset.src ?? "").catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const fragment = document.createElement("template");
    fragment.innerHTML = await answer.text(); // made by our own server, escaped there
    this.replaceChildren(fragment.content);
    this.hidden = this.childElementCount === 0;
  }
}

customElements.define("ft-pinned", Pinned);
