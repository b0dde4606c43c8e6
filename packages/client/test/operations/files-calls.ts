import { exportFiles, wholeOf, zipOf } from '@tributary/integration-spotify/simulator'
import {
  createOnce,
  fitbitImportFile,
  googleFitGetIntegration,
  googleFitImportFile,
  importsDeleteUpload,
  importsGetImport,
  importsImportFile,
  importsListImports,
  importsPreviewImport,
  importsRecogniseFile,
  importsUndoImport,
  influxdbGetIntegration,
  jobsCancelJob,
  jobsDeleteFile,
  jobsFollowJob,
  jobsGetJob,
  jobsListJobs,
  jobsListRejectedRecords,
  jobsRetryJob,
  jobsRetryRejectedRecords,
  libraryExportItems,
  libraryGetItem,
  libraryGetStatistics,
  libraryGetSummary,
  libraryGetTimeline,
  libraryListItems,
  localFilesGetIntegration,
  netflixGetIntegration,
  netflixImportFile,
  ouraSyncOnlyConnection,
  s3GetIntegration,
  spotifyImportFile,
  stripeGetIntegration,
  tiktokGetIntegration,
  tiktokImportFile,
  tmdbGetIntegration,
  youtubeImportFile,
} from '../../src/index.ts'
import type { World } from './world.ts'

const VIEWINGS = 'Title,Date\n"Dark: Season 1: Lies","11/20/26"\n"Roma","10/31/26"\n'
const OTHER_VIEWINGS = 'Title,Date\n"Ghost","1/2/25"\n'
const OPEN_QUOTE = 'Title,Date\n"A","1/20/25"\n"B,"1/19/25"\n'
const LIKES =
  'Date: 2026-10-01 10:00:00 UTC\nLink: https://www.tiktokv.com/share/video/7300000000000000000/\n'
const FITBIT_STEPS = '[{"dateTime":"07/12/26 12:00:00","value":"310"}]'
const FIT_DAY = 'Date,Step count\n2026-07-12,7012\n'
const WATCHED = JSON.stringify([
  {
    header: 'YouTube',
    title: 'Watched A',
    titleUrl: 'https://www.youtube.com/watch?v=AAAAAAAAA01',
    time: '2026-07-12T18:04:54.321Z',
  },
])
/** Of thousands, which take seconds. */
const PLAYS = 200
/** More than a test takes. */
const HOUR_SECONDS = 3600

/** Imports of files, their jobs, and what they bring. */
export function filesCalls({ client, server }: World) {
  let jobId = ''
  let failedId = ''
  let uploadId = ''
  let importId = ''
  const { spotify, oura } = server.providers
  const endOf = async (id: string) => (await Array.fromAsync(jobsFollowJob({ client, path: { id } }))).at(-1)
  const importViewings = async (content: string) => {
    const file = new File([content], 'NetflixViewingHistory.csv')
    return (await netflixImportFile({ client, body: { file, dateOrder: 'mdy' } })).data.id
  }
  const recognise = async (content: string) => {
    const file = new File([content], 'a.csv')
    const { data } = await createOnce(importsRecogniseFile, { client, body: { file } })
    if (data.uploadId === null || data.candidates[0]?.integration !== 'netflix')
      throw new Error(`the file was not recognised: ${JSON.stringify(data)}`)
    return data.uploadId
  }
  return {
    async importsRecogniseFile() {
      uploadId = await recognise(OTHER_VIEWINGS)
    },
    async importsPreviewImport() {
      const body = { uploadId, integration: 'netflix' }
      const { problem } = (await importsPreviewImport({ client, body })).data
      if (problem?.resolvedBy?.option !== 'dateOrder')
        throw new Error('the order of the dates is not asked for')
      const chosen = { ...body, options: { dateOrder: 'mdy' } }
      const { newCount } = (await importsPreviewImport({ client, body: chosen })).data
      if (newCount !== 1) throw new Error(`the import would add ${newCount} records`)
    },
    async importsImportFile() {
      const body = { uploadId, integration: 'netflix', options: { dateOrder: 'mdy' } }
      importId = (await createOnce(importsImportFile, { client, body })).data.id
    },
    importsListImports: () => importsListImports({ client, query: { integration: 'netflix' } }),
    importsGetImport: () => importsGetImport({ client, path: { id: importId } }),
    async importsUndoImport() {
      await endOf(importId)
      const { undone } = (await importsUndoImport({ client, path: { id: importId } })).data
      if (undone?.deletedCount !== 1) throw new Error(`undoing deleted ${undone?.deletedCount} records`)
    },
    async importsDeleteUpload() {
      await importsDeleteUpload({ client, path: { id: await recognise(OTHER_VIEWINGS) } })
    },
    netflixGetIntegration: () => netflixGetIntegration({ client }),
    async netflixImportFile() {
      jobId = await importViewings(VIEWINGS)
      failedId = await importViewings(OPEN_QUOTE)
    },
    async jobsFollowJob() {
      const [imported, failed] = [await endOf(jobId), await endOf(failedId)]
      if (imported?.status !== 'succeeded' || failed?.status !== 'failed')
        throw new Error(`the jobs ended as ${imported?.status} and ${failed?.status}`)
    },
    /** The archive as Spotify sends it. */
    async spotifyImportFile() {
      const past = spotify.plays().filter(({ endedAt }) => endedAt <= spotify.controls.clock.now())
      const plays = past.slice(-PLAYS)
      const files = exportFiles(plays, { format: 'extended' })
      const contents = await Promise.all(
        files.map(async ({ name, chunks }) => [name, await wholeOf(chunks())] as const),
      )
      const archive = new Uint8Array(zipOf(Object.fromEntries(contents)))
      const file = new File([archive], 'my_spotify_data.zip', { type: 'application/zip' })
      const { data } = await createOnce(spotifyImportFile, { client, body: { file } })
      const job = await endOf(data.id)
      if (job?.status !== 'succeeded') throw new Error(`the import ended as ${JSON.stringify(job)}`)
    },
    googleFitGetIntegration: () => googleFitGetIntegration({ client }),
    async googleFitImportFile() {
      const file = new File([FIT_DAY], 'Daily activity metrics.csv')
      const { data } = await createOnce(googleFitImportFile, { client, body: { file, lastDay: true } })
      const job = await endOf(data.id)
      if (job?.inserted !== 1) throw new Error(`the import ended as ${JSON.stringify(job)}`)
    },
    async fitbitImportFile() {
      const file = new File([FITBIT_STEPS], 'steps-2026-07-01.json')
      const { data } = await createOnce(fitbitImportFile, { client, body: { file, partialDays: true } })
      const job = await endOf(data.id)
      if (job?.inserted !== 1) throw new Error(`the import ended as ${JSON.stringify(job)}`)
    },
    tiktokGetIntegration: () => tiktokGetIntegration({ client }),
    influxdbGetIntegration: () => influxdbGetIntegration({ client }),
    localFilesGetIntegration: () => localFilesGetIntegration({ client }),
    s3GetIntegration: () => s3GetIntegration({ client }),
    stripeGetIntegration: () => stripeGetIntegration({ client }),
    tmdbGetIntegration: () => tmdbGetIntegration({ client }),
    /** A text file whose name does not tell what it contains. */
    async tiktokImportFile() {
      const file = new File([LIKES], 'a.txt')
      const { data } = await createOnce(tiktokImportFile, { client, body: { file, contents: 'like' } })
      const job = await endOf(data.id)
      if (job?.inserted !== 1) throw new Error(`the import ended as ${JSON.stringify(job)}`)
    },
    async youtubeImportFile() {
      const file = new File([WATCHED], 'watch-history.json')
      const { data } = await createOnce(youtubeImportFile, { client, body: { file } })
      const job = await endOf(data.id)
      if (job?.inserted !== 1) throw new Error(`the import ended as ${JSON.stringify(job)}`)
    },
    jobsListJobs: () => jobsListJobs({ client, query: { integration: 'netflix', limit: 10 } }),
    jobsGetJob: () => jobsGetJob({ client, path: { id: jobId } }),
    jobsListRejectedRecords: () => jobsListRejectedRecords({ client, path: { id: jobId } }),
    jobsRetryRejectedRecords: () => jobsRetryRejectedRecords({ client, path: { id: jobId } }),
    jobsRetryJob: () => jobsRetryJob({ client, path: { id: failedId } }),
    async jobsDeleteFile() {
      await endOf(failedId)
      await jobsDeleteFile({ client, path: { id: failedId } })
    },
    /** Of a job that the provider makes wait. Nothing is read from it afterwards: the server keeps to the wait. */
    async jobsCancelJob() {
      oura.controls.inject({ kind: 'status', status: 429, retryAfter: HOUR_SECONDS, times: 10 })
      const { data } = await ouraSyncOnlyConnection({ client })
      await jobsCancelJob({ client, path: { id: data.id } })
      oura.controls.clearFaults()
      await endOf(data.id)
    },
    async libraryListItems() {
      const { data } = await libraryListItems({ client, query: { text: 'dark', order: 'asc' } })
      if (data.items.length === 0) throw new Error('there is no item')
    },
    async libraryGetItem() {
      const { data } = await libraryListItems({ client, query: { integration: 'netflix' } })
      await libraryGetItem({ client, path: { id: data.items[0]?.id ?? '' } })
    },
    libraryGetTimeline: () =>
      libraryGetTimeline({ client, query: { timeZone: 'Europe/Berlin', per: 'month' } }),
    libraryGetStatistics: () => libraryGetStatistics({ client, query: { top: 5 } }),
    libraryGetSummary: () => libraryGetSummary({ client }),
    libraryExportItems: () => libraryExportItems({ client, query: { format: 'csv' } }),
  }
}
