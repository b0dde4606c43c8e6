import type { Language } from './words.ts'

export const english: Language = {
  notification: ({ title, message }) => ({ title, message }),
  digestTitle: (count) => `${count} notifications`,
  test: (channelName) => ({
    title: 'Test message of Tributary',
    message: `This is a test of the channel "${channelName}". Notifications will arrive like this.`,
  }),
  code: (code, minutes) => ({
    title: `${code} is your code for Tributary`,
    message: `Enter the code ${code} to receive notifications here. It is valid for ${minutes} minutes. If you have not asked for it, ignore this message: nothing else will be sent.`,
  }),
}
