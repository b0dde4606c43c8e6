/**
 * Aligns two ordered lists of times: the largest set of pairs that do not cross; of these the cheapest, then the earliest.
 * Dynamic programming from the end of both lists, like the longest common subsequence.
 */
export class Alignment {
  readonly #rowTimes: readonly number[]
  readonly #columnTimes: readonly number[]
  /** The best alignment of the elements from each position on. */
  readonly #counts: Int32Array
  readonly #costs: Float64Array
  readonly #paired = new Set<number>()

  constructor(rowTimes: readonly number[], columnTimes: readonly number[]) {
    this.#rowTimes = rowTimes
    this.#columnTimes = columnTimes
    const places = (rowTimes.length + 1) * (columnTimes.length + 1)
    this.#counts = new Int32Array(places)
    this.#costs = new Float64Array(places)
  }

  placeOf(row: number, column: number): number {
    return row * (this.#columnTimes.length + 1) + column
  }

  /** `costOf` returns the cost of a pair; `undefined`: not a pair. Returns the positions of the pairs. */
  bestPairs(costOf: (place: number) => number | undefined): number[] {
    for (let row = this.#rowTimes.length - 1; row >= 0; row -= 1)
      for (let column = this.#columnTimes.length - 1; column >= 0; column -= 1)
        this.#fill(row, column, costOf(this.placeOf(row, column)))
    return this.#readPairs()
  }

  #fill(row: number, column: number, cost: number | undefined): void {
    const place = this.placeOf(row, column)
    const rest = this.#withoutOne(row, column)
    const [count = 0, whole = 0] = [this.#counts[rest], this.#costs[rest]]
    this.#counts[place] = count
    this.#costs[place] = whole
    if (cost === undefined) return
    const after = this.placeOf(row + 1, column + 1)
    const [pairedCount, pairedCost] = [(this.#counts[after] ?? 0) + 1, (this.#costs[after] ?? 0) + cost]
    // An equally good alignment starts later.
    if (pairedCount < count || (pairedCount === count && pairedCost > whole)) return
    this.#counts[place] = pairedCount
    this.#costs[place] = pairedCost
    this.#paired.add(place)
  }

  #readPairs(): number[] {
    const places: number[] = []
    let place = 0
    const [rows, columns] = [this.#rowTimes.length, this.#columnTimes.length]
    const rowOf = () => Math.floor(place / (columns + 1))
    const columnOf = () => place % (columns + 1)
    while (rowOf() < rows && columnOf() < columns) {
      const isPair = this.#paired.has(place)
      if (isPair) places.push(place)
      place = isPair ? this.placeOf(rowOf() + 1, columnOf() + 1) : this.#withoutOne(rowOf(), columnOf())
    }
    return places
  }

  /** The better alternative without the row or without the column; on a tie, without the earlier of both. */
  #withoutOne(row: number, column: number): number {
    const [below, beside] = [this.placeOf(row + 1, column), this.placeOf(row, column + 1)]
    const counts = (this.#counts[below] ?? 0) - (this.#counts[beside] ?? 0)
    const costs = (this.#costs[below] ?? 0) - (this.#costs[beside] ?? 0)
    if (counts !== 0) return counts > 0 ? below : beside
    if (costs !== 0) return costs < 0 ? below : beside
    return (this.#rowTimes[row] ?? 0) <= (this.#columnTimes[column] ?? 0) ? below : beside
  }
}
