import { runForPerson, setRead } from '@tributary/core'

/** Runs work as the kernel runs the handler of a GET, whose sender knows of these positions of the log. */
export function runAsRead<R>(after: readonly string[], work: () => Promise<R>): Promise<R> {
  return runForPerson('reader', () => {
    setRead({ after })
    return work()
  })
}
