namespace Millrace.EndToEnd.Queues;

/// <summary>A server that speaks SQS, for the suite to run against.</summary>
public interface IQueueServer
{
    /// <summary>Where it listens. Skips the test, or fails it in CI, where the server is not installed.</summary>
    Uri Endpoint { get; }
}
