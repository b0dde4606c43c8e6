import { accountsPlugin } from '@tributary/accounts'
import { createKernel } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import { jobsPlugin } from '@tributary/jobs'
import { metricsPlugin } from '../src/index.ts'

export const kernel = createKernel({
  plugins: [
    databasePlugin({ dataDir: './data' }),
    accountsPlugin({ publicUrl: 'http://127.0.0.1:3000' }),
    jobsPlugin(),
    metricsPlugin(),
  ],
})
