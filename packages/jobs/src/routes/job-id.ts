import { EXAMPLE_JOB_ID } from '@tributary/integration-host'
import { Type } from 'typebox'

/** The path parameter of a job. */
export const JobId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'The id of the job.', examples: [EXAMPLE_JOB_ID] }),
})
