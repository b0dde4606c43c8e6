import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const exportsErrors = defineErrors({
  EXPORTS_NOT_FOUND: { status: 404, kind: 'config', title: 'Export not found' },
  EXPORTS_SCHEDULE_NOT_FOUND: { status: 404, kind: 'config', title: 'Schedule of exports not found' },
  EXPORTS_NOT_MADE: { status: 409, kind: 'config', title: 'The export is not made yet' },
  EXPORTS_GONE: { status: 410, kind: 'config', title: 'The export is no longer in its storage' },
  EXPORTS_RANGE: { status: 416, kind: 'config', title: 'The range begins after the end of the export' },
  EXPORTS_TOO_MANY: { status: 409, kind: 'config', title: 'Too many exports' },
  EXPORTS_SCOPE_MISSING: { status: 403, kind: 'config', title: 'The API key does not cover these contents' },
  EXPORTS_STORAGE_UNAVAILABLE: {
    status: 503,
    kind: 'transient',
    title: 'The storage of the export is unavailable',
  },
})
