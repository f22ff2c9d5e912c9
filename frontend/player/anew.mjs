// @ts-check
/** Parts of the page that tell about the video (`data-anew`) are asked for again when it changed. */

export async function showAnew() {
  const parts = [...document.querySelectorAll("[data-anew]")];
  if (!parts.length) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    for (const part of parts) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    }
  } catch {
    // The next visit shows it.
  }
}
