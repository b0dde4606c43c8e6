import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const FILE = 'plugins-unloaded.json'

/** Notes on disk which added plugins an administrator has unloaded, so that the next start leaves them out: it finds plugins before the database. */
export class UnloadedNotes {
  readonly #file: string
  readonly #names: Set<string>

  constructor(dataDir: string) {
    this.#file = join(dataDir, FILE)
    this.#names = new Set(readNames(this.#file))
  }

  has(name: string): boolean {
    return this.#names.has(name)
  }

  add(name: string): void {
    if (this.#names.has(name)) return
    this.#names.add(name)
    this.#write()
  }

  delete(name: string): void {
    if (this.#names.delete(name)) this.#write()
  }

  #write(): void {
    if (this.#names.size === 0) return rmSync(this.#file, { force: true })
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(this.#file, JSON.stringify([...this.#names]))
  }
}

function readNames(file: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
  } catch {
    // Missing, or half written when the machine lost power: then the plugin is loaded once more.
    return []
  }
}
