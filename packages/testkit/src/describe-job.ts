import type { ImportJob } from '@tributary/integration-host'

/** The state of a job, or what it waits for, for the message of a test. */
export function describeJob(job: ImportJob): string {
  const what = `the ${job.kind} of "${job.integration}" (job ${job.id})`
  const error = job.error === null ? '' : `: ${job.error.code}: ${job.error.message}`
  if (job.waitingFor !== null)
    return `${what} waits for the plugin "${job.waitingFor.plugin}": ${job.waitingFor.reason}`
  if (job.status !== 'queued') return `${what} is ${job.status} after ${job.pages} pages${error}`
  const seconds = waitOf(job)
  return seconds > 0
    ? `${what} waits until ${job.runAfter} (${Math.ceil(seconds)} s)${error}`
    : `${what} is queued, and no worker has taken it${error}`
}

/** Seconds until a queued job may run. */
export function waitOf({ runAfter }: ImportJob): number {
  return runAfter === null ? 0 : (Date.parse(runAfter) - Date.now()) / 1000
}
