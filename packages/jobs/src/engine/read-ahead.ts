/**
 * Reads one item ahead: while a page is being committed, the next is already being parsed or fetched. The source is
 * closed when the consumer stops, also when it stops by an error.
 */
export async function* readAhead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  const begin = () => {
    const next = iterator.next()
    // Its failure is met where it is awaited, which is later than it happens.
    next.catch(() => {})
    return next
  }
  let next = begin()
  try {
    for (;;) {
      const result = await next
      if (result.done === true) return
      next = begin()
      yield result.value
    }
  } finally {
    await iterator.return?.()
  }
}
