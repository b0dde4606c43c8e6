import { setTimeout as delay } from 'node:timers/promises'
import { defineIntegration, field, fields } from '@tributary/integration-kit'
import { type ProviderContext, storageProvider, tryStorage } from '@tributary/integration-kit/providers'
import { icon } from './icon.ts'
import { createS3Client } from './s3-client.ts'
import { openS3Storage } from './s3-storage.ts'

const WHERE = 'Where'
const ACCESS = 'Access'

const form = fields({
  address: field.url({
    label: 'Address',
    description: 'Of the service, without the bucket.',
    help: 'AWS: https://s3.REGION.amazonaws.com. Others name it “endpoint” in their console. A service in your own network must be permitted with EGRESS_ALLOW.',
    placeholder: 'https://s3.eu-central-1.amazonaws.com',
    group: WHERE,
  }),
  region: field.text({
    label: 'Region',
    description: 'Part of the signature. Services without regions accept us-east-1 or auto.',
    default: 'us-east-1',
    pattern: '^[a-z0-9-]+$',
    group: WHERE,
  }),
  bucket: field.text({
    label: 'Bucket',
    description: 'It has to exist.',
    pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    placeholder: 'tributary-ada',
    group: WHERE,
  }),
  prefix: field.text({
    label: 'Prefix',
    description: 'Before the key of each object, where the bucket is used for other things too.',
    required: false,
    pattern: '^[^/]+(/[^/]+)*$',
    placeholder: 'tributary',
    group: WHERE,
  }),
  addressing: field.select({
    label: 'Address of the bucket',
    description: 'How the bucket is named in addresses. Most services take both.',
    choices: [
      { value: 'path', label: 'In the path: https://s3.example.org/bucket' },
      { value: 'virtual-host', label: 'In the host name: https://bucket.s3.example.org' },
    ],
    default: 'path',
    group: WHERE,
  }),
  accessKeyId: field.text({
    label: 'Access key ID',
    description: 'Of a user that may only use this bucket.',
    group: ACCESS,
  }),
  secretAccessKey: field.secret({
    label: 'Secret access key',
    help: 'AWS: IAM → Users → the user → Security credentials → Create access key. Others: “API keys” or “access keys” in their console. It is shown once.',
    group: ACCESS,
  }),
})

type Context = Pick<ProviderContext<typeof form>, 'fetch' | 'config' | 'signal'>

const open = ({ fetch, config, signal }: Context) =>
  openS3Storage(
    createS3Client({
      ...config,
      fetch,
      now: Date.now,
      wait: (milliseconds) => delay(milliseconds, undefined, { signal }),
    }),
    config.prefix,
  )

export const s3 = defineIntegration({
  name: 's3',
  displayName: 'S3',
  version: '1.0.0',
  description: 'Stores objects in a bucket of AWS or of any other service with the interface of S3.',
  homepage: 'https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html',
  author: 'The Tributary authors',
  tags: ['storage', 'cloud'],
  icon,
  provides: {
    storage: storageProvider({
      instance: form,
      test: async (context) => {
        const storage = open(context)
        await context.step(`Listed ${context.config.bucket}`, () => listNone(storage))
        await tryStorage(storage, context.step)
      },
      health: async (context) => {
        await context.step(`Listed ${context.config.bucket}`, () => listNone(open(context)))
      },
      open,
    }),
  },
})

/** A listing of one page. */
async function listNone(storage: ReturnType<typeof open>): Promise<void> {
  for await (const _ of storage.list('.test-')) return
}
