// @ts-check
/**
 * From the recorder's one-second chunks to the pieces that travel: about four seconds each.
 *
 * A chunk gets its piece number when it arrives, and both are written together. So after a crash the
 * same chunks give the same pieces again, with the same digests, and nothing is sent twice under
 * another content.
 */

/** @typedef {{ segment: number, piece: number, chunk: number, size: number, ms: number }} ChunkPlace */
/** @typedef {{ segment: number, position: number, size: number, ms: number, mimeType: string, bytes: () => Promise<ArrayBuffer> }} Piece */
/** @typedef {{ position: number, size: number, ms: number }} Cut */

export const PIECE_MS = 4000;
export const PIECE_BYTES = 8 * 1024 * 1024;
export const IMPORT_PIECE_BYTES = 16 * 1024 * 1024;

/** Gives each chunk of one segment its place and says when a piece is whole. */
export class Cutter {
  #piece = 0;
  #chunk = 0;
  #size = 0;
  #ms = 0;

  /** @param {number} segment */
  constructor(segment) {
    this.segment = segment;
  }

  /**
   * @param {number} size
   * @param {number} ms
   * @returns {{ place: ChunkPlace, cut: Cut | null }}  cut: the piece that this chunk made whole
   */
  add(size, ms) {
    const place = { segment: this.segment, piece: this.#piece, chunk: this.#chunk++, size, ms };
    this.#size += size;
    this.#ms += ms;
    const whole = this.#ms >= PIECE_MS || this.#size >= PIECE_BYTES;
    return { place, cut: whole ? this.#close() : null };
  }

  /**
   * The last piece of the segment, or null when nothing is left over.
   * @returns {Cut | null}
   */
  rest() {
    return this.#size > 0 ? this.#close() : null;
  }

  #close() {
    const cut = { position: this.#piece++, size: this.#size, ms: this.#ms };
    this.#size = 0;
    this.#ms = 0;
    return cut;
  }
}

/**
 * The pieces that stored chunks amount to, in order: what a take left behind by a crash consists of.
 * @param {ChunkPlace[]} chunks
 * @returns {(Cut & { segment: number })[]}
 */
export function piecesOf(chunks) {
  /** @type {Map<string, Cut & { segment: number }>} */
  const found = new Map();
  for (const { segment, piece, size, ms } of chunks) {
    const key = `${segment}/${piece}`;
    const cut = found.get(key) ?? { segment, position: piece, size: 0, ms: 0 };
    found.set(key, { ...cut, size: cut.size + size, ms: cut.ms + ms });
  }
  return [...found.values()].sort((a, b) => a.segment - b.segment || a.position - b.position);
}

/**
 * A chosen file as the pieces of one segment, read only when each is sent.
 * @param {Blob} file
 * @param {string} mimeType
 * @returns {Piece[]}
 */
export function piecesOfFile(file, mimeType) {
  /** @type {Piece[]} */
  const pieces = [];
  for (let from = 0; from < file.size; from += IMPORT_PIECE_BYTES) {
    const part = file.slice(from, from + IMPORT_PIECE_BYTES);
    const position = pieces.length;
    pieces.push({ segment: 0, position, size: part.size, ms: 0, mimeType, bytes: () => part.arrayBuffer() });
  }
  return pieces;
}

/**
 * @param {ArrayBuffer} bytes
 * @returns {Promise<string>} SHA-256 in hex
 */
export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
