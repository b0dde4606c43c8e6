/**
 * Makes a function that asks once for each key and gives the answer to all: what several works of a batch share, like an artist or a
 * season, also while the first request is under way. Make one for each batch: it keeps errors, too.
 *
 * @example
 * const once = askOnce<string>()
 * const name = await once('7', async () => 'Dark')
 */
export function askOnce<Answer>(): (key: string, ask: () => Promise<Answer>) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>()
  return async (key, ask) => {
    const answer = answers.get(key) ?? ask()
    answers.set(key, answer)
    return answer
  }
}
