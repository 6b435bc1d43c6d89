using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Millrace.Sandbox.Queues.Store;
using Millrace.Sandbox.Queues.Wire;

namespace Millrace.Sandbox.Queues.Actions;

/// <summary>Queues themselves: making, finding, describing, setting, emptying, deleting.</summary>
internal sealed class QueueActions(ActionContext context)
{
    private const int NameLettersMax = 80;
    private const int ListMax = 1_000;

    public async Task<JsonObject> CreateAsync(QueueCall call, CancellationToken cancellation)
    {
        var name = call.Body.Need("QueueName");
        if (name.EndsWith(".fifo", StringComparison.Ordinal))
        {
            throw QueueError.Unsupported("The stand-in has standard queues only: give a name that does not end in .fifo.");
        }

        if (name.Length > NameLettersMax || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            throw QueueError.InvalidParameter(
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
            );
        }

        var attributes = QueueAttributes
            .Validated(call.Body.Map("Attributes"))
            .Where(pair => pair.Value.Length > 0)
            .ToDictionary(StringComparer.Ordinal);
        await context.Store.DoAsync(
            turn =>
            {
                if (turn.Find(call.Region, name) is not { } queue)
                {
                    CheckRedrive(turn, attributes);
                    turn.Create(call.Region, name, attributes);
                    return true;
                }

                var other = attributes.Keys.FirstOrDefault(key => QueueAttributes.Of(queue, key) != attributes[key]);
                return other is null ? true : throw QueueError.QueueNameExists(other);
            },
            cancellation
        );
        return new() { ["QueueUrl"] = context.Url(call, name) };
    }

    public async Task<JsonObject> GetUrlAsync(QueueCall call, CancellationToken cancellation)
    {
        var name = call.Body.Need("QueueName");
        if (call.Body.Text("QueueOwnerAWSAccountId") is { } owner && owner != context.Options.AccountId)
        {
            throw QueueError.QueueDoesNotExist();
        }

        var found = await context.Store.DoAsync(turn => turn.Need(call.Region, name), cancellation);
        return context.Admission.Look(call, found, "GetQueueUrl") is { } denied
            ? throw denied
            : new() { ["QueueUrl"] = context.Url(call, name) };
    }

    public async Task<JsonObject> ListAsync(QueueCall call, CancellationToken cancellation)
    {
        var prefix = call.Body.Text("QueueNamePrefix") ?? "";
        var asked = call.Body.Whole("MaxResults", 1, ListMax);
        var max = asked ?? ListMax;
        var after = After(call.Body.Text("NextToken"));
        var names = await context.Store.DoAsync(turn => turn.Names(call.Region, prefix, after, max + 1), cancellation);
        var answer = new JsonObject
        {
            ["QueueUrls"] = new JsonArray([.. names.Take(max).Select(name => (JsonNode?)context.Url(call, name))]),
        };
        if (asked is not null && names.Count > max)
        {
            answer["NextToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(names[max - 1]));
        }

        return answer;
    }

    public async Task<JsonObject> DeleteAsync(QueueCall call, CancellationToken cancellation)
    {
        var name = context.Queue(call);
        await context.Store.DoAsync(
            turn =>
            {
                turn.Delete(turn.Need(call.Region, name));
                return true;
            },
            cancellation
        );
        context.Signals.Raise(call.Region, name);
        return [];
    }

    public async Task<JsonObject> PurgeAsync(QueueCall call, CancellationToken cancellation)
    {
        var name = context.Queue(call);
        await context.Store.DoAsync(
            turn =>
            {
                turn.Purge(turn.Need(call.Region, name));
                return true;
            },
            cancellation
        );
        return [];
    }

    public async Task<JsonObject> SetAttributesAsync(QueueCall call, CancellationToken cancellation)
    {
        var name = context.Queue(call);
        var attributes = QueueAttributes.Validated(
            call.Body.Map("Attributes") ?? throw QueueError.MissingParameter("Attributes")
        );
        await context.Store.DoAsync(
            turn =>
            {
                var queue = turn.Need(call.Region, name);
                CheckRedrive(turn, attributes);
                turn.Set(queue, attributes);
                return true;
            },
            cancellation
        );
        context.Signals.Raise(call.Region, name);
        return [];
    }

    public async Task<JsonObject> GetAttributesAsync(QueueCall call, CancellationToken cancellation)
    {
        var name = context.Queue(call);
        var asked = call.Body.Texts("AttributeNames");
        if (asked.Find(attribute => attribute != "All" && !QueueAttributes.IsKnown(attribute)) is { } unknown)
        {
            throw QueueError.InvalidAttributeName(Fields.Shortened(unknown));
        }

        var (queue, counts) = await context.Store.DoAsync(
            turn =>
            {
                var found = turn.Need(call.Region, name);
                return (found, asked.Count == 0 ? default : turn.Counts(found));
            },
            cancellation
        );
        if (context.Admission.Look(call, queue, "GetQueueAttributes") is { } denied)
        {
            throw denied;
        }

        var attributes = new JsonObject();
        foreach (var attribute in QueueAttributes.Stated.Concat(QueueAttributes.Settable))
        {
            if ((asked.Contains("All") || asked.Contains(attribute)) && Value(queue, counts, attribute) is { } value)
            {
                attributes[attribute] = value;
            }
        }

        return attributes.Count == 0 ? [] : new() { ["Attributes"] = attributes };
    }

    private string? Value(QueueRow queue, (long Visible, long InFlight, long Delayed) counts, string attribute) =>
        attribute switch
        {
            "QueueArn" => queue.Arn(context.Options.AccountId),
            "CreatedTimestamp" => Text(queue.CreatedMs / 1_000),
            "LastModifiedTimestamp" => Text(queue.ModifiedMs / 1_000),
            "ApproximateNumberOfMessages" => Text(counts.Visible),
            "ApproximateNumberOfMessagesNotVisible" => Text(counts.InFlight),
            "ApproximateNumberOfMessagesDelayed" => Text(counts.Delayed),
            _ => QueueAttributes.Of(queue, attribute),
        };

    private void CheckRedrive(StoreTurn turn, Dictionary<string, string> attributes)
    {
        if (
            QueueAttributes.Redrive(attributes.GetValueOrDefault("RedrivePolicy")) is { } redrive
            && turn.Target(redrive.TargetArn, context.Options.AccountId) is null
        )
        {
            throw QueueError.InvalidAttributeValue(
                "RedrivePolicy",
                "Dead letter target does not exist: create that queue first."
            );
        }
    }

    private static string After(string? token)
    {
        try
        {
            return token is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw QueueError.InvalidParameter("NextToken is not one that ListQueues gave out.");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
