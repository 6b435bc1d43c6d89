using System.Text.Json.Nodes;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary>The entries of a batch call, each with its own outcome.</summary>
internal sealed class Batch
{
    private const int EntriesMax = 10;
    private const int IdLettersMax = 80;

    private readonly JsonArray successful = [];
    private readonly JsonArray failed = [];

    private Batch(List<(string Id, JsonObject Fields)> entries) => Entries = entries;

    public IReadOnlyList<(string Id, JsonObject Fields)> Entries { get; }

    public JsonObject Answer => new() { ["Successful"] = successful, ["Failed"] = failed };

    /// <exception cref="QueueError">The batch as a whole does not hold.</exception>
    public static Batch Read(QueueCall call)
    {
        var entries = call.Body.Entries("Entries").ConvertAll(fields => (Id: fields.Need("Id"), Fields: fields));
        if (entries.Count == 0)
        {
            throw QueueError.EmptyBatchRequest();
        }

        if (entries.Count > EntriesMax)
        {
            throw QueueError.TooManyEntries(entries.Count, EntriesMax);
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, _) in entries)
        {
            if (id.Length > IdLettersMax || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            {
                throw QueueError.InvalidBatchEntryId();
            }

            if (!ids.Add(id))
            {
                throw QueueError.BatchEntryIdsNotDistinct(id);
            }
        }

        return new(entries);
    }

    public void Succeed(string id, JsonObject? answer = null)
    {
        var entry = answer ?? [];
        entry.Insert(0, "Id", id);
        successful.Add(entry);
    }

    public void Fail(string id, QueueError error) =>
        failed.Add(
            new JsonObject
            {
                ["Id"] = id,
                ["SenderFault"] = error.SenderFault,
                ["Code"] = error.QueryCode,
                ["Message"] = error.Message,
            }
        );
}
