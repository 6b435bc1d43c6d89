using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Millrace.Runtime.Partitions;
using Millrace.Runtime.Ports;

namespace Millrace.Server.Http;

/// <summary>Around every endpoint: bounds the body, writes the reply, and turns what goes wrong into one.</summary>
internal static class Guarded
{
    /// <param name="bodyBytesMax">Bytes of the body as it comes over the wire.</param>
    public static RequestDelegate Around(ServerServices services, Func<HttpContext, Task<Reply>> handle, long bodyBytesMax) =>
        async context =>
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = bodyBytesMax;
            }

            var reply = await ReplyAsync(services, context, handle, bodyBytesMax);
            if (reply is not null && !context.RequestAborted.IsCancellationRequested)
            {
                await WriteAsync(services, context, reply);
            }
        };

    private static async Task<Reply?> ReplyAsync(
        ServerServices services,
        HttpContext context,
        Func<HttpContext, Task<Reply>> handle,
        long bodyBytesMax
    )
    {
        var path = context.Request.Path.Value ?? "/";
        try
        {
            return path.Length > 1 && path.EndsWith('/') ? Reply.NotFound("The path must not end with a slash.")
                : context.Request.ContentLength > bodyBytesMax ? Reply.TooLarge(bodyBytesMax)
                : await handle(context);
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Reply.TooLarge(bodyBytesMax);
        }
        catch (BadHttpRequestException fault)
        {
            return Reply.Error(fault.StatusCode, "InvalidRequestError", fault.Message);
        }
        catch (BadBodyException fault)
        {
            return Reply.Invalid(fault.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
            return null;
        }
        catch (StorageFullException fault)
        {
            services.Space?.Refused();
            return Reply.NoSpace(services.Ingest.Options.SpaceRetryAfter, fault.Message);
        }
        catch (PartitionUnavailableException fault)
        {
            return fault.IsFull
                ? Reply.NoSpace(services.Ingest.Options.SpaceRetryAfter, fault.Message)
                : Reply.ComeAgain(services.Ingest.Options.RetryAfter, fault.Message);
        }
        catch (Exception fault)
        {
            // The endpoint's pattern and no body: neither paths nor bodies are for a log.
            services.Tell($"{context.GetEndpoint()?.DisplayName}: {fault.GetType().Name}: {fault.Message}");
            return Reply.Error(
                StatusCodes.Status500InternalServerError,
                "InternalServerError",
                "Something went wrong inside the service; its log says what."
            );
        }
    }

    private static async Task WriteAsync(ServerServices services, HttpContext context, Reply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        // The length of a 304 would be that of the body which is not sent.
        response.ContentLength = reply.Status == StatusCodes.Status304NotModified ? null : reply.Body.Length;
        response.Headers["x-amzn-RequestId"] = services.NextRequestId().ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        foreach (var (name, value) in reply.Headers)
        {
            response.Headers[name] = value;
        }

        if (reply.Body.Length > 0)
        {
            await response.Body.WriteAsync(reply.Body, context.RequestAborted);
        }
    }
}
