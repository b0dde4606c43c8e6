import { localDateIn } from '@tributary/integration-kit/dates'
import { describe, expect, test } from 'vitest'
import { mappingOf, simulatedListen, uuidOf } from '../simulator/index.ts'
import type { Listen } from '../src/api-shapes.ts'
import { listenRecord } from '../src/mapping.ts'

const AT = Date.parse('2026-11-20T18:00:07Z') / 1000
const MBID = uuidOf('recording')

const mapped = (listen: object, timeZone = 'UTC') => listenRecord(listen as Listen, localDateIn(timeZone))

describe('a listen', () => {
  test('becomes a track at its second, with its MusicBrainz data in raw', () => {
    const listen = simulatedListen({ at: AT, artist: 'Ada Sim', track: 'Cursor', mbid: MBID })
    expect(mapped(listen)).toEqual({
      externalId: `${AT}|${String(listen['recording_msid'])}`,
      type: 'track',
      title: 'Cursor',
      creators: ['Ada Sim'],
      occurredOn: '2026-11-20',
      occurredAt: '2026-11-20T18:00:07.000Z',
      url: `https://musicbrainz.org/recording/${MBID}`,
      raw: expect.objectContaining({
        track_metadata: expect.objectContaining({ mbid_mapping: mappingOf(MBID, 'Ada Sim') }) as object,
      }) as object,
    })
  })

  test('has no user name in raw', () => {
    expect(JSON.stringify(mapped(simulatedListen({ at: AT })).raw)).not.toContain('sim-user')
  })

  test('has the local date of the person', () => {
    expect(mapped(simulatedListen({ at: AT }), 'Pacific/Auckland').occurredOn).toBe('2026-11-21')
  })

  test('has the same id before and after MusicBrainz is searched', () => {
    const before = mapped(simulatedListen({ at: AT }))
    const after = mapped(simulatedListen({ at: AT, mbid: MBID }))
    expect(before).not.toHaveProperty('url')
    expect(after.externalId).toBe(before.externalId)
    expect(after.raw).not.toEqual(before.raw)
  })

  test('without an id of the server is identified by the submitted recording, else by its names', () => {
    const names = { artist_name: 'A', track_name: 'B' }
    const submitted = { ...names, additional_info: { recording_mbid: MBID } }
    expect(mapped({ listened_at: AT, track_metadata: submitted }).externalId).toBe(`${AT}|${MBID}`)
    expect(mapped({ listened_at: AT, track_metadata: names }).externalId).toBe(`${AT}|A|B`)
    const long = mapped({ listened_at: AT, track_metadata: { ...names, track_name: 'B'.repeat(3000) } })
    expect(long.externalId).toMatch(new RegExp(`^${AT}\\|#.{43}$`))
  })

  test('at a fraction of a second is of that second', () => {
    expect(mapped({ ...simulatedListen({ at: AT }), listened_at: AT + 0.5 }).occurredAt).toBe(
      '2026-11-20T18:00:07.000Z',
    )
  })
})
