import type { DeviceCodeAuth } from '@tributary/integration-kit/host'
import type { Names } from '../../check/known-members.ts'
import { OAUTH_SERVER_MEMBERS } from '../oauth-server-members.ts'

export const members: Names<DeviceCodeAuth> = { ...OAUTH_SERVER_MEMBERS, deviceAuthorizationUrl: true }
