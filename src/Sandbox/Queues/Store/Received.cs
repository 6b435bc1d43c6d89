namespace Millrace.Sandbox.Queues.Store;

/// <summary>What one look into a queue brought.</summary>
/// <param name="MovedTo">The dead-letter queue, where messages were moved to it.</param>
internal sealed record Received(List<MessageRow> Messages, QueueRow? MovedTo);
