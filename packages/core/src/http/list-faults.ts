import type { Validate } from './check-text.ts'

/** Bodies with more values than this are validated to their first fault: a mebibyte of zeros has half a million. */
const MOST_VALUES = 1_000

/**
 * Validates to the first fault, which costs a request no more than it has to, and lists all faults of a small body that has
 * one. `all` is compiled at the first such body, since most operations never see one.
 */
export function listFaults(validate: Validate, all: () => Validate): Validate {
  const checked: Validate = (data) => {
    const result = validate(data)
    checked.errors = result === true ? null : (validate.errors ?? null)
    if (result === true || countValues(data, MOST_VALUES) > MOST_VALUES) return result
    const listing = all()
    if (listing(data) !== true) checked.errors = listing.errors ?? checked.errors
    return result
  }
  return checked
}

/** Stops soon after the limit. */
function countValues(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const inner of Object.values(value)) {
    if (count > limit) break
    count += countValues(inner, limit - count)
  }
  return count
}
