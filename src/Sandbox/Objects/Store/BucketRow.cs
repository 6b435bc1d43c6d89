namespace Millrace.Sandbox.Objects.Store;

internal sealed record BucketRow(long Id, string Name, string Region, long CreatedMs);
