namespace Millrace.Destinations.Aws;

/// <summary>What one call of a service takes.</summary>
/// <param name="Service">What people call the service.</param>
/// <param name="BytesMax">All messages of a call together, each counted by <paramref name="BytesOf"/>; one that may be sent fits.</param>
/// <param name="BytesOf">What a message of so many bytes counts for.</param>
/// <param name="WhyUnsendable">Why a message cannot be sent at all, or null: the whole call would be refused for it.</param>
internal sealed record CallBounds(
    string Service,
    int MessagesMax,
    int BytesMax,
    Func<int, int> BytesOf,
    CallBounds.Judge WhyUnsendable
)
{
    public delegate string? Judge(ReadOnlySpan<byte> body);
}
