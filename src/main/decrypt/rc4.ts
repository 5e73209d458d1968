/** RC4, which no present-day host offers any more. Encryption and decryption are the same. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, at) => at)
  #i = 0
  #j = 0

  constructor(key: Uint8Array) {
    const state = this.#state
    for (let i = 0, j = 0; i < 256; i++) {
      j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255
      swap(state, i, j)
    }
  }

  update(bytes: Uint8Array): Uint8Array {
    const state = this.#state
    return bytes.map((byte) => {
      this.#i = (this.#i + 1) & 255
      this.#j = (this.#j + (state[this.#i] ?? 0)) & 255
      swap(state, this.#i, this.#j)
      return byte ^ (state[((state[this.#i] ?? 0) + (state[this.#j] ?? 0)) & 255] ?? 0)
    })
  }
}

function swap(state: Uint8Array, i: number, j: number): void {
  const held = state[i] ?? 0
  state[i] = state[j] ?? 0
  state[j] = held
}
