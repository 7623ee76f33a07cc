/** What SNS takes as a subject: at most 100 printable ASCII characters, beginning with one that is no blank. */
export const notificationSubject = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 100);
