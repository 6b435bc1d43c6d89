using System.Globalization;

namespace Millrace.Sandbox.Queues.Store;

/// <summary>One queue as it is stored.</summary>
/// <param name="Attributes">Those that were set; <see cref="QueueAttributes"/> knows the defaults of the others.</param>
internal sealed record QueueRow(
    long Id,
    string Region,
    string Name,
    long CreatedMs,
    long ModifiedMs,
    IReadOnlyDictionary<string, string> Attributes
)
{
    public int Whole(string attribute) => int.Parse(QueueAttributes.Of(this, attribute)!, CultureInfo.InvariantCulture);

    public string Arn(string account) => $"arn:aws:sqs:{Region}:{account}:{Name}";
}
