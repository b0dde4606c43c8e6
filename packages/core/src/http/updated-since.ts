import { Type } from 'typebox'

/** Query parameter of lists: only what was written since an instant. */
export const UpdatedSinceParameter = Type.String({
  format: 'date-time',
  description:
    'Only what was written at this instant or later. Deletions do not show, and what was being written at that instant may be missing: GET /api/changes tells of every change.',
  examples: ['2026-11-01T00:00:00Z'],
})
