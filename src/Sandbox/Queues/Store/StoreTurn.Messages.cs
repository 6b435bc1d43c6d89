using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Store;

internal sealed partial class StoreTurn
{
    /// <summary>How many of the oldest visible messages a random order picks from.</summary>
    private const int ReorderPoolMax = 1_000;

    /// <summary>How often one receive looks again after it moved messages to the dead-letter queue.</summary>
    private const int RedriveRoundsMax = 100;

    /// <exception cref="QueueError">The messages would be more than the stand-in keeps.</exception>
    public void NeedRoom(int count)
    {
        if (messages + count > options.MessagesMax)
        {
            throw QueueError.OverLimit(
                $"There are {messages} messages and the stand-in is set to keep {options.MessagesMax}: receive and delete some, or raise the bound."
            );
        }
    }

    public void Add(QueueRow queue, string messageId, string body, JsonObject? attributes, string? trace, long delayMs)
    {
        messages += sql.Run(
            """
            INSERT INTO message (queue, message_id, body, attributes, trace, sent, visible_at, receives)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
            """,
            queue.Id,
            messageId,
            body,
            attributes?.ToJsonString(),
            trace,
            NowMs,
            NowMs + delayMs
        );
    }

    /// <summary>Hides the messages for <paramref name="visibilityMs"/> and counts the receive.</summary>
    /// <param name="order">Null: about the order in which they became visible.</param>
    public Received Receive(QueueRow queue, string account, int max, long visibilityMs, Func<int, int>? order)
    {
        var redrive = QueueAttributes.Redrive(QueueAttributes.Of(queue, "RedrivePolicy"));
        var deadLetters = redrive is { } policy ? Target(policy.TargetArn, account) : null;
        var received = new List<MessageRow>(max);
        QueueRow? movedTo = null;
        for (var round = 0; round < RedriveRoundsMax; round++)
        {
            var rows = Visible(queue, order is null ? max - received.Count : ReorderPoolMax);
            Shuffle(rows, order);
            var moved = 0;
            foreach (var row in rows.Take(max - received.Count).ToList())
            {
                if (deadLetters is not null && row.Receives >= redrive!.Value.ReceivesMax)
                {
                    sql.Run(
                        "UPDATE message SET queue = $2, visible_at = $3, dead_letter_source = $4 WHERE id = $1",
                        row.Id,
                        deadLetters.Id,
                        NowMs,
                        queue.Arn(account)
                    );
                    movedTo = deadLetters;
                    moved++;
                    continue;
                }

                var first = row.FirstReceivedMs ?? NowMs;
                sql.Run(
                    "UPDATE message SET visible_at = $2, receives = receives + 1, first_received = $3 WHERE id = $1",
                    row.Id,
                    NowMs + visibilityMs,
                    first
                );
                received.Add(row with { Receives = row.Receives + 1, FirstReceivedMs = first });
            }

            if (moved == 0 || received.Count == max)
            {
                break;
            }
        }

        return new(received, movedTo);
    }

    /// <returns>When the next hidden message becomes visible, or null where none is hidden.</returns>
    public long? NextVisibleMs(QueueRow queue) =>
        sql.All(
            "SELECT min(visible_at) FROM message WHERE queue = $1 AND visible_at > $2",
            reader => reader.IsDBNull(0) ? (long?)null : reader.GetInt64(0),
            queue.Id,
            NowMs
        )[0];

    /// <summary>A receipt that is not the newest deletes nothing, as SQS warns of.</summary>
    public void Delete(QueueRow queue, ReceiptHandle receipt) =>
        messages -= sql.Run(
            "DELETE FROM message WHERE id = $1 AND queue = $2 AND receives = $3",
            receipt.Message,
            queue.Id,
            receipt.Receive
        );

    /// <returns>False where the message is not in flight with this receipt.</returns>
    public bool ChangeVisibility(QueueRow queue, ReceiptHandle receipt, long visibilityMs) =>
        sql.Run(
            "UPDATE message SET visible_at = $5 WHERE id = $1 AND queue = $2 AND receives = $3 AND visible_at > $4",
            receipt.Message,
            queue.Id,
            receipt.Receive,
            NowMs,
            NowMs + visibilityMs
        ) == 1;

    private List<MessageRow> Visible(QueueRow queue, int max) =>
        sql.All(
            """
            SELECT id, message_id, body, attributes, trace, dead_letter_source, sent, receives, first_received
            FROM message WHERE queue = $1 AND visible_at <= $2 AND sent >= $3 ORDER BY visible_at, id LIMIT $4
            """,
            Message,
            queue.Id,
            NowMs,
            Oldest(queue),
            max
        );

    private static void Shuffle(List<MessageRow> rows, Func<int, int>? order)
    {
        for (var last = rows.Count - 1; order is not null && last > 0; last--)
        {
            var other = order(last + 1);
            (rows[last], rows[other]) = (rows[other], rows[last]);
        }
    }

    /// <summary>The queue that an ARN names, where it is one of this account.</summary>
    public QueueRow? Target(string arn, string account)
    {
        var parts = arn.Split(':');
        return parts is ["arn", _, "sqs", var region, var owner, var name] && owner == account ? Find(region, name) : null;
    }

    private static MessageRow Message(SqliteDataReader reader) =>
        new(
            reader.GetInt64(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.IsDBNull(3) ? null : JsonNode.Parse(reader.GetString(3))!.AsObject(),
            reader.IsDBNull(4) ? null : reader.GetString(4),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.GetInt64(6),
            reader.GetInt64(7),
            reader.IsDBNull(8) ? null : reader.GetInt64(8)
        );
}
