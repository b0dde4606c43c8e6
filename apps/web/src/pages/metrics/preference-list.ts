const MANUAL = 'manual'

/** Every origin in the order that counts: what is not in an order follows as it was first seen, what was entered by hand before all. */
export function completeOrder(order: readonly string[] | null, seen: readonly string[]): string[] {
  const all = [...(order ?? []), ...seen]
  return [...new Set(all.includes(MANUAL) && order?.includes(MANUAL) ? all : [MANUAL, ...all])]
}

/** An order in which one has changed places with the one before it. */
export function movedUp(order: readonly string[], index: number): string[] {
  const moved = order[index]
  const before = order[index - 1]
  if (moved === undefined || before === undefined) return [...order]
  return order.with(index - 1, moved).with(index, before)
}
