import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notification, Notifier } from '../../ports/notifier.js';
import { calling } from '../aws-errors.js';

/** SNS takes a subject of at most 100 printable ASCII characters, beginning with a letter, a digit or punctuation. */
const subjectOf = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 100);

export class SnsNotifier implements Notifier {
  constructor(
    private readonly client: SNSClient,
    private readonly topicArn: string,
  ) {}

  async notify({ subject, text }: Notification): Promise<void> {
    await calling('publish the notification', () =>
      this.client.send(new PublishCommand({ TopicArn: this.topicArn, Subject: subjectOf(subject), Message: text })),
    );
  }
}
