using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Amazon.SQS;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Landing.Confirming;
using Millrace.Landing.Receiving;

namespace Millrace.Landing;

/// <summary>
/// Receives from queues, stores, then deletes; confirms subscriptions that the stream asks to confirm. The world's faults are tried
/// again and end nothing.
/// </summary>
public sealed class LandingService
{
    private readonly LandingOptions options;
    private readonly LandingStore store;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Func<LandingQueue, IAmazonSQS> clients;
    private readonly MessageDeleter deleter;
    private readonly ConfirmationWorker confirmations;

    /// <param name="http">Asks certificates and SubscribeURLs; see <see cref="CreateHttpClient"/>.</param>
    /// <param name="wall">Wall time: waits and timeouts.</param>
    /// <exception cref="LandingException">The options are not usable; the message names every fault.</exception>
    public LandingService(
        LandingOptions options,
        LandingStore store,
        HttpClient http,
        TimeProvider wall,
        ILogger<LandingService>? logger = null
    )
        : this(options, store, http, wall, logger, queue => SqsClients.Create(options, queue)) { }

    internal LandingService(
        LandingOptions options,
        LandingStore store,
        HttpClient http,
        TimeProvider wall,
        ILogger<LandingService>? logger,
        Func<LandingQueue, IAmazonSQS> clients
    )
    {
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new LandingException("The landing cannot start. " + string.Join(" ", faults));
        }

        this.options = options;
        this.store = store;
        clock = wall;
        this.logger = logger ?? NullLogger<LandingService>.Instance;
        this.clients = clients;
        var bounded = new BoundedHttp(http, options.ConfirmTimeout, options.ConfirmAnswerBytesMax, wall);
        deleter = new MessageDeleter(Backoff, this.logger);
        confirmations = new ConfirmationWorker(
            new Confirmer(new AllowedHosts(options.AllowedHosts), bounded),
            store,
            deleter,
            Backoff,
            this.logger
        );
    }

    /// <summary>What was done so far; the store's counters.</summary>
    public LandingCounters Counters => store.Counters;

    /// <summary>Rows stored so far.</summary>
    public long Stored => store.Stored;

    /// <summary>A client as the service wants it: no redirects, no cookies.</summary>
    /// <param name="trusts">A certificate that is trusted besides those of the machine; null: none.</param>
    public static HttpClient CreateHttpClient(X509Certificate2? trusts = null) =>
        new(CreateHandler(trusts)) { Timeout = Timeout.InfiniteTimeSpan };

    internal static SocketsHttpHandler CreateHandler(X509Certificate2? trusts) =>
        new()
        {
            SslOptions = TrustedRoot.Options(trusts),
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };

    /// <summary>
    /// Runs until cancelled; then what was received is still stored and deleted for a short while. Ends without an exception.
    /// </summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var pending = new PendingMessages(options.PendingMessagesMax, options.PendingCharactersMax);
        var deletable = Channel.CreateBounded<IReadOnlyList<ReceivedMessage>>(
            Math.Max(1, options.PendingMessagesMax / QueueConnection.MessagesPerCall)
        );
        var confirmable = Channel.CreateBounded<ReceivedMessage>(options.PendingConfirmationsMax);
        using var late = new CancellationTokenSource();
        var queues = options.Queues.Select(queue => new QueueConnection(queue, clients(queue), options)).ToList();
        var writer = new MessageWriter(store, options, Backoff, pending, deletable.Writer, logger);

        var writing = Quiet(writer.RunAsync(late.Token), late.Token);
        var deleting = Enumerable
            .Range(0, options.Deleters)
            .Select(_ => Each(deletable.Reader, deleter.DeleteAsync, late.Token))
            .ToList();
        var confirming = Each(confirmable.Reader, confirmations.ConfirmAsync, cancel);
        var receiving = queues
            .SelectMany(queue => Enumerable.Repeat(queue, options.ReceiversPerQueue))
            .Select(queue => Quiet(ReceiveAsync(queue, pending, confirmable.Writer, cancel), cancel))
            .ToList();

        await Task.WhenAll(receiving).ConfigureAwait(false);
        late.CancelAfter(options.StopGrace);
        pending.Complete();
        confirmable.Writer.Complete();
        await Task.WhenAll([writing, confirming, .. deleting]).ConfigureAwait(false);
        queues.ForEach(queue => queue.Dispose());
    }

    private async Task ReceiveAsync(
        QueueConnection queue,
        PendingMessages pending,
        ChannelWriter<ReceivedMessage> confirmable,
        CancellationToken cancel
    )
    {
        var waits = Backoff();
        while (!cancel.IsCancellationRequested)
        {
            IReadOnlyList<ReceivedMessage> messages;
            try
            {
                messages = await queue.ReceiveAsync(cancel).ConfigureAwait(false);
                waits.Succeeded();
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                LandingLog.NotReceived(logger, queue.Queue.Text, fault.Message);
                await waits.WaitAsync(cancel).ConfigureAwait(false);
                continue;
            }

            Counters.CountReceived(messages.Count);
            foreach (var message in messages)
            {
                if (message.Confirmation is null)
                {
                    await pending.WriteAsync(message, cancel).ConfigureAwait(false);
                }
                else
                {
                    // When too many wait already, this one stays in its queue: data does not wait behind confirmations.
                    confirmable.TryWrite(message);
                }
            }
        }
    }

    private static async Task Each<T>(ChannelReader<T> source, Func<T, CancellationToken, Task> act, CancellationToken cancel)
    {
        await foreach (var item in source.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // After the stop the rest is passed over: it comes again.
            await Quiet(cancel.IsCancellationRequested ? Task.CompletedTask : act(item, cancel), cancel).ConfigureAwait(false);
        }
    }

    /// <summary>After the stop was asked for, how a task ends is of no interest.</summary>
    private static async Task Quiet(Task task, CancellationToken stop)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private Backoff Backoff() => new(clock, options.BackoffMax, new Random());
}
