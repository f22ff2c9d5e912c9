// @ts-check
/** What kinds and levels are called. */

export const KINDS = /** @type {Record<string, string>} */ ({ strength: "Strength", try: "Try", ask: "Ask", note: "Note" });
export const LEVELS = ["No level", "Not present", "Attempted", "Partly", "Good", "Excellent"];
