import * as z from 'zod';

/** What the CDK's provider framework sends to `onEvent`, with the resource's own properties. */
export const customResourceEventSchema = <P extends z.ZodType>(properties: P) =>
  z.object({
    RequestType: z.enum(['Create', 'Update', 'Delete']),
    /** The same when the same request comes again. */
    RequestId: z.string().min(1),
    PhysicalResourceId: z.string().optional(),
    ResourceProperties: properties,
  });

/** What `onEvent` answers. */
export interface CustomResourceAnswer {
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}
