import type { BrowserContext } from 'playwright-core'

/** A viewing history as Netflix gives it out, of the days before a date, the newest first. */
export function netflixHistory({
  items,
  perDay,
  last,
}: {
  readonly items: number
  readonly perDay: number
  readonly last: string
}): string {
  const end = Date.parse(`${last}T00:00:00Z`)
  const lines = ['Title,Date']
  for (let index = 0; index < items; index++) {
    const day = new Date(end - Math.floor(index / perDay) * 86_400_000).toISOString().slice(0, 10)
    lines.push(`"Show ${index % 300}: Season 1: Chapter ${index}","${day}"`)
  }
  return `${lines.join('\n')}\n`
}

/** Imports a file by the API, as a signed-in person, and waits for its end. */
export async function importHistory(context: BrowserContext, url: string, text: string): Promise<void> {
  const headers = { origin: url }
  const answer = await context.request.post('/api/netflix/import', {
    headers,
    multipart: {
      file: { name: 'NetflixViewingHistory.csv', mimeType: 'text/csv', buffer: Buffer.from(text) },
    },
    timeout: 300_000,
  })
  if (!answer.ok()) throw new Error(`import: ${answer.status()} ${await answer.text()}`)
  const location = answer.headers()['location'] ?? ''
  for (;;) {
    const job = (await (await context.request.get(location)).json()) as { status: string }
    if (job.status === 'succeeded') return
    if (!['queued', 'running'].includes(job.status)) throw new Error(`import ${JSON.stringify(job)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
