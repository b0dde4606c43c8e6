import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A folder is loaded when it has looked the same at two looks, so within a second of its last file. */
const LOOK_MILLISECONDS = 400

export interface FolderWatchOptions {
  /** Each folder in it is a plugin. */
  readonly pluginsDir: string
  /** Whether a folder is new, or what it held failed. */
  isWanted(folder: string): boolean
  /** Loads it, unless the same files have failed before. */
  load(folder: string): Promise<void>
  /** Called with the error of a look; the next one goes on. */
  onError(error: unknown): void
}

/** Loads the plugins whose folders appear in `PLUGINS_DIR`, and those that failed once their files have changed. */
export class FolderWatch {
  readonly #options: FolderWatchOptions
  /** How each folder looked at the last look. */
  #looks = new Map<string, string>()
  /** How it looked when it was loaded. */
  readonly #tried = new Map<string, string>()

  constructor(options: FolderWatchOptions) {
    this.#options = options
  }

  /** Until the result is called. */
  start(): () => void {
    let isLooking = false
    const look = async () => {
      // A look that takes longer than the interval is not begun again.
      if (isLooking) return
      isLooking = true
      await this.#look().catch((error: unknown) => this.#options.onError(error))
      isLooking = false
    }
    const timer = setInterval(() => void look(), LOOK_MILLISECONDS).unref()
    return () => clearInterval(timer)
  }

  async #look(): Promise<void> {
    const looks = new Map<string, string>()
    for (const folder of foldersIn(this.#options.pluginsDir)) {
      if (!this.#options.isWanted(folder)) continue
      const look = lookOf(join(this.#options.pluginsDir, folder))
      if (look === undefined) continue
      looks.set(folder, look)
      if (look !== this.#looks.get(folder) || look === this.#tried.get(folder)) continue
      this.#tried.set(folder, look)
      await this.#options.load(folder)
    }
    this.#looks = looks
  }
}

function foldersIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory).filter(
    (name) => !name.startsWith('.') && existsSync(join(directory, name, 'package.json')),
  )
}

/** Names, sizes and times of all files: cheaper than their content. Undefined for a folder that is being moved. */
function lookOf(folder: string): string | undefined {
  try {
    const hash = createHash('sha256')
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
      // Of a link itself: it may lead nowhere.
      const { size, mtimeMs } = lstatSync(join(folder, file))
      hash.update(`${file}\0${size}\0${mtimeMs}\0`)
    }
    return hash.digest('hex')
  } catch {
    return undefined
  }
}
