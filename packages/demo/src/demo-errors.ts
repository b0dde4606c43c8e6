import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const demoErrors = defineErrors({
  DEMO_OFF: { status: 409, kind: 'config', title: 'Demo data is switched off' },
  DEMO_REMOVING: { status: 409, kind: 'transient', title: 'Demo data is being removed' },
})
