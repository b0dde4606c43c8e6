/** What a promise resolves to, or a rejection after a time. */
export async function within<T>(milliseconds: number, what: string, result: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} takes longer than ${milliseconds} ms`)), milliseconds)
  })
  return Promise.race([result, limit]).finally(() => clearTimeout(timer))
}
