// @ts-check
/**
 * A quiet word to whoever writes a comment that says too little to act on. It is a hint for the
 * writer alone, looked up in this browser, kept nowhere; it never holds anything up.
 */

const SHORT = 4; // words; below that nobody knows what was meant
const PRAISE = /^(very |really |so |super )?(good|great|nice|well|excellent|awesome|amazing|perfect|love|loved|cool|fantastic|brilliant|solid|strong)\b/i;
const VAGUE = /\b(more (confident|confidence|energy|professional|engaging|natural|clear|assertive)|be better|do better|better (tone|energy|delivery|flow)|work on (this|that|it)|try harder|needs? work|improve (this|that|it|your \w+)|not (good|great|clear)|too (weak|vague|salesy|long|short|fast|slow))\b/i;
const PERSON = /\byou(’re|'re| are) (?:just |so |too |very |really )?(a |an |not |never |always )?(bad|weak|lazy|nervous|boring|unprepared|awkward|shy|arrogant|pushy)\b|\byou (always|never)\b/i;
const CONCRETE = /[“”"„«»]|\d|\b(say|ask|pause|wait|name|repeat|open|close|start|begin|end|stop|drop|replace|move|show|tell|listen|count|write|park|skip|cut|slow down|speed up|look|smile|breathe|summarize|confirm|offer|use|give|lead|keep|leave|let|try)\b/i;

/** @param {string} text */
const words = (text) => text.split(/\s+/).filter(Boolean);

/**
 * What would make this comment more useful; empty when nothing comes to mind.
 * @param {{text: string, kind: string}} comment
 * @returns {string}
 */
export function nudge({ text, kind }) {
  const said = text.trim();
  if (!said || said.startsWith("/")) return "";
  if (PERSON.test(said)) return "Is it about the person? Say what was said or done at this moment.";
  return KINDS[kind]?.(said) ?? "";
}

/** @type {Record<string, (said: string) => string>} */
const KINDS = {
  strength: (said) => (words(said).length < SHORT || (PRAISE.test(said) && words(said).length < 2 * SHORT) ? "What exactly worked? Name it, so that it can be done again." : ""),
  try: (said) => {
    if (words(said).length < SHORT) return "What should be said or done instead? One thing to try is enough.";
    return VAGUE.test(said) && !CONCRETE.test(said.replace(VAGUE, "")) ? "How would one hear that? Add the words to say, or what to do." : "";
  },
  ask: (said) => (said.includes("?") ? "" : "An ask works best as a question."),
  note: (said) => (words(said).length < 2 ? "A word more, and it still makes sense next week." : ""),
};
