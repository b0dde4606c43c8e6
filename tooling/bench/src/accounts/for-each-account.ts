/** As many as a worker runs at once. */
const AT_ONCE = 8

/** Does something for accounts 1, 2, 3, … `count`, a few at a time. */
export async function forEachAccount(
  count: number,
  work: (account: number) => Promise<unknown>,
  atOnce: number = AT_ONCE,
): Promise<void> {
  let next = 1
  const lane = async () => {
    for (let account = next++; account <= count; account = next++) await work(account)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

/** The user's id. */
export function accountName(account: number): string {
  return `bench-${account}`
}

export function keyOf(account: number): string {
  return `key-of-${accountName(account)}`
}
