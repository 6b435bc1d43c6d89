using Microsoft.AspNetCore.Http;
using Millrace.Sandbox.Objects.Actions;
using Millrace.Sandbox.Objects.Wire;
using Millrace.Sandbox.StandIns;
using Millrace.Sandbox.StandIns.Faults;

namespace Millrace.Sandbox.Objects;

/// <summary>A stand-in for S3 with path-style addresses: buckets and whole objects.</summary>
internal sealed class ObjectStandIn(StandInServices services) : IStandIn
{
    private readonly ServiceFaults faults = services.Faults.Of("s3");
    private readonly BucketActions buckets = new(services);
    private readonly ListActions lists = new(services);
    private readonly ObjectActions objects = new(services);

    /// <summary>Makes a bucket; one that is there stays as it is.</summary>
    public async Task CreateBucketAsync(string region, string name, CancellationToken cancel)
    {
        try
        {
            await buckets.CreateAsync(name, region, cancel);
        }
        catch (ObjectError error) when (error.Code == "BucketAlreadyOwnedByYou")
        {
            // As it should be.
        }
    }

    public async Task AnswerAsync(HttpContext http, Caller caller)
    {
        try
        {
            var call = ObjectCall.Read(http, caller.Scope.Region);
            var action = Action(call);
            await ServiceFaults.RunAsync(
                caller.Fault == CallFault.None ? faults.OfCall(call.Bucket) : caller.Fault,
                http,
                () => action(call),
                ObjectError.Of,
                services.WallTime,
                services.Closing
            );
        }
        catch (ObjectError error)
        {
            await ObjectAnswer.ErrorAsync(http, error);
        }
        catch (Exception error) when (services.IsOurs(error, http))
        {
            await ObjectAnswer.ErrorAsync(http, ObjectError.InternalError());
        }
    }

    private Func<ObjectCall, Task<Func<Task>>> Action(ObjectCall call)
    {
        var method = call.Request.Method;
        if (call.Bucket.Length == 0)
        {
            return method == "GET" ? buckets.ListAsync : throw ObjectError.MethodNotAllowed();
        }

        if (call.Key.Length > 0)
        {
            return method switch
            {
                "PUT" => objects.PutAsync,
                "GET" or "HEAD" => objects.GetAsync,
                "DELETE" => objects.DeleteAsync,
                _ => throw ObjectError.MethodNotAllowed(),
            };
        }

        return method switch
        {
            "PUT" => buckets.CreateAsync,
            "HEAD" => buckets.HeadAsync,
            "GET" when call.Asked("location") is not null => buckets.LocateAsync,
            "GET" when call.Asked("list-type") == "2" => lists.ListAsync,
            "GET" => throw ObjectError.NotImplemented("A listing of version 1"),
            _ => throw ObjectError.NotImplemented($"{method} of a bucket"),
        };
    }
}
