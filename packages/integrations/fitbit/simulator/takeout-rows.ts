/** The files of a Takeout while they are filled. Most have a month, which begins at midnight in UTC. */
export class TakeoutRows {
  readonly #root: string
  readonly #lists = new Map<string, object[]>()
  readonly #tables = new Map<string, string[]>()

  constructor(root: string) {
    this.#root = root
  }

  /** An entry of a JSON file of the month. */
  list(name: string, time: number, entry: object): void {
    const file = `Global Export Data/${name}-${monthOf(time)}.json`
    const entries = this.#lists.get(file) ?? []
    this.#lists.set(file, entries)
    entries.push(entry)
  }

  /** A row of a CSV file of the month. */
  table(name: string, header: string, cells: readonly string[], time: number): void {
    this.file(`${name}_${monthOf(time)}.csv`, header, cells)
  }

  /** A row of a CSV file. */
  file(file: string, header: string, cells: readonly string[]): void {
    const lines = this.#tables.get(file) ?? [header]
    this.#tables.set(file, lines)
    if (cells.length > 0) lines.push(cells.join(','))
  }

  /** The contents by name. */
  files(isWanted: (name: string) => boolean): Readonly<Record<string, string>> {
    const lists = Array.from(this.#lists, ([name, entries]) => [name, JSON.stringify(entries)] as const)
    const tables = Array.from(this.#tables, ([name, lines]) => [name, `${lines.join('\n')}\n`] as const)
    const wanted = [...lists, ...tables].filter(([name]) => isWanted(name))
    return Object.fromEntries(wanted.map(([name, text]) => [`${this.#root}/${name}`, text]))
  }
}

function monthOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 7)}-01`
}
