using System.Buffers;

namespace Millrace.Destinations.Aws;

/// <summary>The body of an answer, in a pooled buffer.</summary>
internal sealed class ServiceAnswer : IDisposable
{
    private const int UsualBytes = 4 * 1_024;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private int length;

    private ServiceAnswer() { }

    /// <summary>What the server refused the call with; null: it took it, and the body says what became of each message.</summary>
    public ServiceFault? Fault { get; private set; }

    public ReadOnlySpan<byte> Body => buffer.AsSpan(0, length);

    public static async ValueTask<ServiceAnswer> ReadAsync(string service, HttpResponseMessage response, CancellationToken cancel)
    {
        var answer = new ServiceAnswer();
        try
        {
            var isWhole = await answer.FillAsync(response, cancel);
            answer.Fault = answer.FaultOf(service, response, isWhole);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    /// <returns>False when there is more than an answer may have.</returns>
    private async ValueTask<bool> FillAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancel);
            length += read;
            if (read == 0)
            {
                return true;
            }

            if (length == buffer.Length)
            {
                if (length >= AnswerLimits.AnswerBytesMax)
                {
                    return false;
                }

                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                Body.CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
    }

    private ServiceFault? FaultOf(string service, HttpResponseMessage response, bool isWhole)
    {
        var status = (int)response.StatusCode;
        if (!isWhole)
        {
            return new(service, status, "", $"HTTP {status}", $"the answer has more than {AnswerLimits.AnswerBytesMax} bytes");
        }

        return response.IsSuccessStatusCode
            ? null
            : ServiceFault.Read(
                service,
                status,
                Header(response, "x-amzn-query-error"),
                Header(response, "x-amzn-errortype"),
                Body
            );
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.First() : null;
}
