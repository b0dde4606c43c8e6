import { describe, expect, it } from 'vitest'
import { completeOrder, movedUp } from '../../src/pages/metrics/preference-list.ts'
import { draftOf, inputOf, isComplete } from '../../src/pages/metrics/templates/draft-entries.ts'

describe('the order of preference', () => {
  it('lists what is not in the order as it was first seen, and what was entered by hand before all', () => {
    expect(completeOrder(null, ['fitbit', 'oura'])).toEqual(['manual', 'fitbit', 'oura'])
    expect(completeOrder(['oura', 'manual'], ['fitbit', 'oura'])).toEqual(['oura', 'manual', 'fitbit'])
    expect(completeOrder(['oura'], ['manual', 'fitbit'])).toEqual(['manual', 'oura', 'fitbit'])
  })

  it('is changed by a place at a time, and not beyond its ends', () => {
    expect(movedUp(['a', 'b', 'c'], 2)).toEqual(['a', 'c', 'b'])
    expect(movedUp(['a', 'b'], 0)).toEqual(['a', 'b'])
    expect(movedUp(['a', 'b'], 2)).toEqual(['a', 'b'])
  })
})

describe('a template that is changed', () => {
  const template = {
    id: '0b6d1f0e-6a3b-4f4e-8f0d-2a1c9e7b5d31',
    name: 'Morning',
    createdAt: '2025-03-01T08:00:00.000Z',
    updatedAt: '2025-03-01T08:00:00.000Z',
    entries: [
      {
        kind: 'external' as const,
        label: 'Steps',
        metric: 'fitbit.steps',
        unit: 'steps',
        type: 'number' as const,
        order: 0,
      },
      {
        kind: 'manual' as const,
        label: 'Mood',
        metric: 'manual.mood',
        unit: null,
        type: 'number' as const,
        order: 1,
      },
    ],
  }

  it('keeps the metrics of manual entries, and with them their values', () => {
    const draft = draftOf(template)
    const renamed = {
      ...draft,
      entries: draft.entries.map((entry) => ({ ...entry, label: ` ${entry.label}! ` })),
    }
    expect(inputOf(renamed).entries).toEqual([
      { kind: 'external', metric: 'fitbit.steps', label: 'Steps!' },
      { kind: 'manual', metric: 'manual.mood', label: 'Mood!', type: 'number' },
    ])
  })

  it('is complete with a name, and a label or metric of each entry', () => {
    const draft = draftOf(template)
    expect(isComplete(draft)).toBe(true)
    expect(isComplete({ ...draft, name: ' ' })).toBe(false)
    expect(isComplete({ ...draft, entries: draft.entries.map((entry) => ({ ...entry, label: '' })) })).toBe(
      false,
    )
  })
})
