import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { notificationSubject } from '../../domain/notification-subject.js';
import { escapeUnprintable } from '../../domain/printable.js';
import type { Notification, Notifier } from '../../ports/notifier.js';
import { calling } from '../aws-errors.js';

export class SnsNotifier implements Notifier {
  constructor(
    private readonly client: SNSClient,
    private readonly topicArn: string,
  ) {}

  async notify({ subject, text }: Notification): Promise<void> {
    await calling('publish the notification', () =>
      this.client.send(
        new PublishCommand({
          TopicArn: this.topicArn,
          Subject: notificationSubject(subject),
          Message: escapeUnprintable(text, '\n'),
        }),
      ),
    );
  }
}
